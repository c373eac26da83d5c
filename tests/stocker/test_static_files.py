"""What is sent of our own files: everything but their comments."""

from stocker.static_files import bare


def test_a_script_is_sent_without_its_lines_of_comment_and_a_style_without_its_comments() -> None:
    script = b'// Why.\nconst a = "//not"; // beside\n  // above\n  b(a);\n'
    assert bare("js/main.js", script) == b'const a = "//not"; // beside\n  b(a);\n'
    style = b"/* Why,\n   at length. */\na { b: c; } /* beside */\n"
    assert bare("css/page.css", style) == b"a { b: c; } "


def test_what_others_wrote_is_sent_as_it_is() -> None:
    licensed = b"/* Licence */ a { b: c; }"
    assert bare("vendor/bootstrap/dist/css/bootstrap-reboot.min.css", licensed) == licensed
