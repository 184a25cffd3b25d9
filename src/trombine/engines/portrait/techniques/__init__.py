"""What an artist's hand can do, shared by the styles: strokes, edges, tones, grounds, light."""
