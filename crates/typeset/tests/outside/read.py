"""The text of a PDF on standard output, by the reader that is named: `read.py pypdf|pdfminer FILE`."""

import sys


def main() -> None:
    reader, path = sys.argv[1:]
    if reader == "pypdf":
        import pypdf

        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    elif reader == "pdfminer":
        from pdfminer.high_level import extract_text

        text = extract_text(path)
    else:
        sys.exit(f"no reader {reader}")
    sys.stdout.buffer.write(text.encode())


main()
