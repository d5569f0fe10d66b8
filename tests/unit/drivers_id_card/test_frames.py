from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from drivers.id_card import functions
from drivers.id_card.frames import PREAMBLE, Command, Frame, FrameParser, Reply, wrap

DESIGN_TABLE = [
    (functions.RESET, "00 03 10 FF EC"),
    (functions.SAM_STATUS, "00 03 11 FF ED"),
    (functions.SAM_ID, "00 03 12 FF EE"),
    (functions.FIND, "00 03 20 01 22"),
    (functions.SELECT, "00 03 20 02 21"),
    (functions.READ, "00 03 30 01 32"),
    (functions.READ_WITH_FINGERPRINTS, "00 03 30 10 23"),
    (functions.READ_NEWEST_ADDRESS, "00 03 30 03 30"),
    (functions.change_baud(115200), "00 03 60 00 63"),
    (functions.change_baud(9600), "00 03 60 04 67"),
    (functions.FOUND, "00 08 00 00 9F 00 00 00 00 97"),
    (functions.SELECTED, "00 0C 00 00 90 00 00 00 00 00 00 00 00 9C"),
    (Reply(0, 0, 0x90), "00 04 00 00 90 94"),
]

bodies = st.binary(min_size=2, max_size=60)
noise = st.lists(
    st.sampled_from([b"\xaa", b"\x96", b"\x69", b"\x00", b"\x05", PREAMBLE, PREAMBLE[:3], b"\xff"]),
    max_size=12,
).map(b"".join)


def pieces(stream: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({min(cut, len(stream)) for cut in cuts} | {0, len(stream)})
    return [stream[a:b] for a, b in pairwise(places)]


def parse(chunks: list[bytes]) -> list[Frame]:
    parser = FrameParser()
    frames = [frame for chunk in chunks for frame in parser.feed(chunk)]
    return frames + parser.give_up()


@pytest.mark.parametrize(("message", "expected"), DESIGN_TABLE)
def test_frames_are_those_of_the_design(message: Command | Reply, expected: str) -> None:
    assert message.to_bytes() == PREAMBLE + bytes.fromhex(expected)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(bodies, max_size=5), st.lists(st.integers(0, 400), max_size=20))
def test_frames_survive_any_splitting(sent: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(map(wrap, sent))
    assert parse(pieces(stream, cuts)) == [Frame(body, intact=True) for body in sent]


@settings(deadline=None)  # the machine may be busy
@given(
    st.lists(st.tuples(noise, bodies), max_size=4),
    noise,
    st.lists(st.integers(0, 600), max_size=20),
)
def test_frames_are_found_between_noise_that_looks_like_frames(
    parts: list[tuple[bytes, bytes]], tail: bytes, cuts: list[int]
) -> None:
    stream = b"".join(before + wrap(body) for before, body in parts) + tail
    sent = [body for _, body in parts]
    found = [frame.body for frame in parse(pieces(stream, cuts)) if frame.intact]
    assume(set(found) <= set(sent))  # noise may happen to be a frame of its own
    assert found == sent


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=20))
def test_splitting_never_changes_what_is_found(stream: bytes, cuts: list[int]) -> None:
    assert parse(pieces(stream, cuts)) == parse([stream])


@settings(deadline=None)  # the machine may be busy
@given(bodies, noise)
def test_asking_for_what_is_wanted_never_reads_beyond_the_frame(body: bytes, after: bytes) -> None:
    stream = wrap(body) + after
    parser = FrameParser()
    taken = 0
    frames: list[Frame] = []
    while not frames:
        wanted = parser.wanted
        assert wanted > 0
        frames = parser.feed(stream[taken : taken + wanted])
        taken += wanted
    assert taken == len(wrap(body))


@settings(deadline=None)  # the machine may be busy
@given(bodies, st.integers(0, 7))
def test_one_flipped_bit_behind_the_length_is_noticed(body: bytes, bit: int) -> None:
    frame = bytearray(wrap(body))
    frame[-1] ^= 1 << bit
    assert not any(found.intact and found.body == body for found in parse([bytes(frame)]))


def test_an_impossible_length_costs_only_the_false_head() -> None:
    false_heads = PREAMBLE + b"\xff\xff" + PREAMBLE + b"\x00\x02"
    assert parse([false_heads + wrap(b"\x00\x00\x90")]) == [Frame(b"\x00\x00\x90", intact=True)]


def test_a_true_frame_swallowed_by_a_false_head_is_found_when_the_line_goes_quiet() -> None:
    parser = FrameParser()
    assert parser.feed(PREAMBLE + b"\x04\x00" + wrap(b"\x00\x00\x90")) == []
    assert parser.inside
    assert parser.give_up() == [Frame(b"\x00\x00\x90", intact=True)]
    assert not parser.inside


def test_a_body_too_short_for_an_answer_is_no_reply() -> None:
    assert Reply.from_body(b"\x00\x00") is None
    assert Reply.from_body(b"\x01\x02\x41") == Reply(1, 2, 0x41)
