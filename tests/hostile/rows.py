"""The table of docs/reliability.md: what is tried, what is answered, and the tests that try it, here or elsewhere.

What happens to the processes (kills, freezes, two beats) is in the other table there, with its own command.
"""

from dataclasses import dataclass

HERE = "tests/hostile"
FRAMES, CROWDS = f"{HERE}/test_frames.py", f"{HERE}/test_crowds.py"
STRANGERS, REQUESTS, RARE = (f"{HERE}/test_{name}.py" for name in ("strangers", "requests", "rare_tickers"))
SOCKETS, HUB, SLOW, CLIENT = (
    "tests/live/test_consumers.py",
    "tests/live/push/test_hub.py",
    "tests/live/push/test_slow_readers.py",
    "tests/live/alphavantage/test_client.py",
)
SECRET, HTTP = "tests/live/alphavantage/test_key_stays_secret.py", "tests/live/limits/test_http.py"


@dataclass(frozen=True, slots=True)
class Row:
    """`tests` are pytest's names, a parametrised one without its parameters, or whole files."""

    tried: str
    answered: str
    tests: tuple[str, ...]


ROWS = (
    Row(
        "Frames that are not JSON, binary, empty, 4,000 `[`, a 4,000-digit number, `NaN`, `1e999`",
        "an error in words; the socket lives",
        (f"{SOCKETS}::test_a_frame_that_makes_no_sense_is_answered_in_words_and_the_socket_lives",),
    ),
    Row(
        "Broken frames: a terabyte, 5,000 bytes whole and in fragments, unmasked, reserved bits, not UTF-8",
        "closed with 1009, 1002, 1007; an unlawful goodbye is hung up on",
        (f"{FRAMES}::test_a_broken_frame_is_closed_with_the_protocols_own_code",),
    ),
    Row(
        "Endless messages, pings, pongs, and empty fragments of a message that never ends",
        "closed with 4008, no longer listened to",
        (f"{FRAMES}::test_frames_without_end_are_closed_with_4008_and_no_longer_read",),
    ),
    Row(
        "1,000 messages a second from one socket",
        "20 a second and 60 at once are answered, then 4008",
        (f"{FRAMES}::test_a_thousand_messages_a_second_from_one_socket_are_too_many",),
    ),
    Row(
        "500 sockets from one address",
        "let in: a school is one address",
        (f"{CROWDS}::test_five_hundred_sockets_of_one_address_are_let_in_for_a_school_is_one_address",),
    ),
    Row(
        "More sockets of one address than `SOCKETS_PER_ADDRESS`",
        "4102 in words, comes back after a wait; others are let in",
        (f"{CROWDS}::test_an_address_has_so_many_and_another_is_let_in_meanwhile",),
    ),
    Row(
        "More of one session than `SOCKETS_PER_SESSION`, from several addresses",
        "4101 in words, comes back after a wait",
        (f"{CROWDS}::test_a_session_has_so_many_from_wherever",),
    ),
    Row(
        "Connecting and disconnecting without end, to force requests",
        "4103 in words; nothing stays leased, nothing is asked for twice",
        (f"{CROWDS}::test_who_comes_and_goes_without_end_is_slowed_down_and_forces_no_more_requests",),
    ),
    Row(
        "Connections that never speak, speak a byte at a time, or answer no ping",
        "hung up on",
        (f"{STRANGERS}::test_who_never_says_anything_is_let_go_and_so_is_who_says_a_byte_at_a_time",),
    ),
    Row(
        "Sockets that never read",
        "skipped, then dropped; others get every frame",
        (f"{SLOW}::test_a_reader_that_never_reads_is_gone_soon_and_disturbs_nobody",),
    ),
    Row(
        "What is no HTTP; headers without end, twice, or in no alphabet; halves of handshakes",
        "4xx, or hung up on",
        (
            f"{STRANGERS}::test_what_is_no_request_is_answered_4xx_or_hung_up_on",
            f"{HUB}::test_rude_connections_leave_the_server_as_it_was",
        ),
    ),
    Row(
        "A POST of a gigabyte, by its length or in chunks",
        "413 in words before it is kept",
        (f"{STRANGERS}::test_a_request_of_a_gigabyte_is_refused_in_words_before_it_is_kept",),
    ),
    Row(
        "More searches or changes a minute than the settings say",
        "429 with Retry-After, as JSON or as a page",
        (HTTP,),
    ),
    Row(
        "A foreign, null, empty, doubled or other-port `Origin`",
        "403 (400 where it is no address); without one, as programs are, let in",
        (f"{REQUESTS}::test_a_page_of_elsewhere_opens_no_socket",),
    ),
    Row(
        "`AAPL\\n`, `AAPL٣`, `A&apikey=x`, `../`, `*`, 101 characters, unknown and delisted tickers; in forms, "
        "addresses, the API and both sockets",
        "refused in words, never leased",
        (f"{REQUESTS}::test_what_is_no_ticker_of_ours_is_refused_wherever_it_is_named_and_never_leased",),
    ),
    Row(
        "10,000 sessions that each pick a rare ticker",
        "no request beyond the plan; the popular ones stay fresh; the rest is told that it waits",
        (RARE,),
    ),
    Row(
        "A company named `<img onerror=…>` or `=HYPERLINK(…)`",
        "text on pages, no formula in CSV",
        (f"{REQUESTS}::test_a_name_that_is_markup_is_text_and_one_that_is_a_formula_is_no_formula",),
    ),
    Row(
        "A forged session cookie",
        "a new visitor with a key of the server's making",
        (f"{REQUESTS}::test_a_forged_session_is_nobodys_and_gets_one_of_its_own",),
    ),
    Row(
        "A form posted from another site, or without its token",
        "403 in words; nothing changes",
        (f"{REQUESTS}::test_a_form_of_another_site_changes_nothing",),
    ),
    Row(
        "A page of ours in a frame of another site",
        "refused by the browser",
        (f"{REQUESTS}::test_no_page_of_ours_stands_in_a_frame_of_elsewhere",),
    ),
    Row(
        "A forged `Host`",
        "400 in words that name the setting; no redirect",
        (f"{REQUESTS}::test_a_host_of_elsewhere_is_refused_naming_the_setting_and_redirects_nowhere",),
    ),
    Row(
        "A forged `X-Forwarded-For`, `-Host`, `-Proto`, `Daphne-Root-Path`",
        "believed of no stranger: limits and pages are as without",
        (
            f"{CROWDS}::test_what_a_stranger_says_of_its_address_is_not_believed",
            f"{REQUESTS}::test_what_a_stranger_says_of_where_it_comes_from_reaches_no_page",
        ),
    ),
    Row(
        "A provider that answers HTML, a redirect, without end, a bomb, another symbol, a negative price",
        "an error of ours; the last good price stays and is marked",
        (f"{CLIENT}::test_every_failure_is_one_of_the_family",),
    ),
    Row(
        "A provider that does not answer in time",
        "given up; tried again",
        (f"{CLIENT}::test_an_answer_that_takes_too_long_is_given_up",),
    ),
    Row(
        "A provider that repeats the key",
        "in no log, error, page or task",
        (SECRET,),
    ),
    Row(
        "A Redis that is killed, frozen or flushed, with pages open",
        "pages stay open and say so; prices go on without a reload",
        (
            f"{HUB}::test_a_socket_outlives_redis_and_is_live_again_without_coming_back",
            f"{HUB}::test_a_redis_that_hangs_is_as_good_as_away",
            f"{HUB}::test_a_flushed_redis_takes_no_price_away",
        ),
    ),
)
