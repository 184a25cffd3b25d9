// A photo as small as the portraits need, drawn anew so that nothing but its pixels is left.
const LONG_SIDE_PX = 2048;

export async function reduce(file) {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONG_SIDE_PX / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return await new Promise((resolve) => {
      canvas.toBlob((blob) => resolve(blob ?? file), "image/jpeg", 0.93);
    });
  } catch {
    // This browser cannot read it (HEIC in most): the server can, and strips it there.
    return file;
  }
}
