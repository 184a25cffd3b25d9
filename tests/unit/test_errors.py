import pickle

from trombine.errors import InputRefused


def test_an_error_crosses_processes_with_its_details() -> None:
    fault = pickle.loads(pickle.dumps(InputRefused("too_few_photos", accepted=2, minimum=3)))

    assert isinstance(fault, InputRefused)
    assert fault.code == "too_few_photos"
    assert fault.details == {"accepted": 2, "minimum": 3}
