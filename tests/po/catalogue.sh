#!/usr/bin/env bash
# catalogue.sh FOLDER: zh_CN.po against the sources. Prints each breach; exit 1.
#  - every marked text is translated, none is fuzzy, none in the catalogue is marked nowhere
#  - a translation has the figures of its text: printf's in their order, {…} as a set
#  - what the collector and the database say (ui/phrase.c, ui/sentence.c) is what they really say,
#    and nothing that an operator reads of a set-point's end is missing there
set -euo pipefail
export LC_ALL=C.UTF-8
folder=$1
cd "$(dirname "$(readlink -f "$0")")/../.."
command -v xgettext >/dev/null || {
    echo "skipped: xgettext is not here"
    exit 77
}
po=ui/po/zh_CN.po
pot=$folder/heatdesk.pot
breaches=$folder/breaches
: >"$breaches"

# texts FILE.po [MSGATTRIB OPTION…]: the msgids, one a line, as they stand in C
texts() {
    local file=$1
    shift
    msgattrib --no-wrap --force-po "$@" "$file" | sed -n 's/^msgid "\(..*\)"$/\1/p' | sort -u
}

ui/po/extract.sh "$pot"
texts "$pot" >"$folder/marked"
texts "$po" --no-obsolete >"$folder/known"
texts "$po" --translated --no-fuzzy --no-obsolete >"$folder/translated"
comm -23 "$folder/marked" "$folder/translated" | sed 's/^/not translated: /' >>"$breaches"
comm -13 "$folder/marked" "$folder/known" | sed 's/^/marked nowhere: /' >>"$breaches"
texts "$po" --only-fuzzy | sed 's/^/fuzzy: /' >>"$breaches"
grep -n '^#~' "$po" | sed 's/^/obsolete: /' >>"$breaches" || true
msgfmt --check --output-file=/dev/null "$po" 2>>"$breaches" || true

# Texts whose figures differ from their translation's.
msgattrib --no-wrap --translated "$po" | awk '
    function figures(text, pattern, sorted,   found, count, i, j, t, list) {
        count = 0
        while (match(text, pattern)) {
            found[++count] = substr(text, RSTART, RLENGTH)
            text = substr(text, RSTART + RLENGTH)
        }
        for (i = 1; sorted && i <= count; i++)
            for (j = i + 1; j <= count; j++)
                if (found[j] < found[i]) { t = found[i]; found[i] = found[j]; found[j] = t }
        for (i = 1; i <= count; i++)
            list = list " " found[i]
        return list
    }
    /^msgid "/ { id = substr($0, 8, length($0) - 8) }
    /^msgstr "/ && id != "" {
        text = substr($0, 9, length($0) - 9)
        printf_figure = "%[-+ #0]*[0-9*]*(\\.[0-9*]+)?(ll|l|z|h)?[a-zA-Z]"
        a = figures(id, printf_figure, 0) figures(id, "\\{[a-zA-Z]+\\}", 1)
        b = figures(text, printf_figure, 0) figures(text, "\\{[a-zA-Z]+\\}", 1)
        if (a != b)
            print "other figures: " id " |" a " |" b
    }' >>"$breaches"

# said FILE…: every string of the sources, its figures as {}
said() {
    xgettext --extract-all --language=C --from-code=UTF-8 --no-wrap --output=- "$@" 2>/dev/null |
        sed -n 's/^msgid "\(..*\)"$/\1/p' |
        sed -E 's/%[-+ #0]*[0-9*]*(\.[0-9*]+)?(ll|l|z|h)?[a-zA-Z]/{}/g' | sort -u
}

# marked_in FILE: what is marked there, its figures as {}
marked_in() {
    xgettext --language=C --from-code=UTF-8 --keyword --keyword=N_ --no-wrap --output=- "$1" |
        sed -n 's/^msgid "\(..*\)"$/\1/p' | sed -E 's/\{[a-zA-Z]\}/{}/g' | sort -u
}

mapfile -t backend < <(find backend ui/tty.c ui/terminal.c -name '*.[ch]' | sort)
said "${backend[@]}" >"$folder/said"
marked_in ui/phrase.c >"$folder/phrases"
comm -23 "$folder/phrases" "$folder/said" | sed 's/^/said by nothing in the backend: /' >>"$breaches"

# Every text with a blank in these files reaches an operator.
cat "$folder/phrases" "$folder/marked" | sort -u >"$folder/shown"
said backend/core/guard.c backend/run*.c backend/collector*.c | grep ' ' >"$folder/sentences"
sed -n 's/^    {"\([^"]*\)", N_(.*/\1/p' ui/sentence.c | sort -u >"$folder/codes"
sort -u "$folder/shown" "$folder/codes" | comm -13 - "$folder/sentences" |
    sed 's/^/the console does not know: /' >>"$breaches"

if [ -s "$breaches" ]; then
    cat "$breaches"
    exit 1
fi
echo "catalogue: $(wc -l <"$folder/marked") texts, all translated"
