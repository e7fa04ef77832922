#!/usr/bin/env bash
# extract.sh TEMPLATE.pot: gathers every marked text of the sources.
set -eu
out=$(readlink -f "$(dirname "$1")")/$(basename "$1")
cd "$(dirname "$(readlink -f "$0")")/../.."
find ui backend -name '*.[ch]' ! -name lang.h ! -name msgid.h | LC_ALL=C sort |
    xgettext --files-from=- --language=C --from-code=UTF-8 --add-location=file --width=100 \
        --keyword --keyword=_ --keyword=N_ --keyword=MSGID \
        --package-name=heatdesk --output="$out"
