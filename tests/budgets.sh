#!/usr/bin/env bash
# House budgets: files and functions stay short, comments say why. Prints figures; exit 1 on a breach.
# A table or a parser that rightly breaks one is named in tests/budgets.txt with its reason.
set -eu
cd "$(dirname "$0")/.."

files() {
    git ls-files -co --exclude-standard -- 'backend/*.c' 'widgets/*.c' 'ui/*.c' 'themes/*.c'
}
excused() {
    grep -qE "^$1 +$2 " tests/budgets.txt
}
median() {
    sort -n | awk '{ v[NR] = $1 } END { print NR ? v[int((NR + 1) / 2)] : 0 }'
}
p95() {
    sort -n | awk '{ v[NR] = $1 } END { print NR ? v[int((NR * 95 + 99) / 100)] : 0 }'
}

# file name length, for each function: a line "{" at column 0 opens, "}" at column 0 closes
functions=$(files | xargs awk '
    FNR == 1 { open = 0; head = "" }
    /^[A-Za-z_].*\(/ { head = $0 }
    /^\{/ { open = FNR; next }
    /^\}/ && open { n = head; sub(/\(.*/, "", n); sub(/.*[ *]/, "", n); print FILENAME, n, FNR - open - 1; open = 0 }')
sizes=$(files | xargs wc -l | awk '$2 != "total" { print $2, $1 }')
comments=$(git ls-files -co --exclude-standard -- 'backend/*.[ch]' 'widgets/*.[ch]' 'ui/*.[ch]' |
    xargs awk '
    { lines++ }
    /^[ \t]*$/ { lines--; next }
    inside { n++; if (/\*\//) inside = 0; next }
    /^[ \t]*\/\*/ { n++; if (!/\*\//) inside = 1; next }
    /^[ \t]*\/\// { n++; next }
    /\/\*.*\*\/[ \t]*$/ { n += 0.5 }
    END { printf "%.1f", 100 * n / lines }')

bad=0
say() {
    echo "$1"
    bad=1
}
while read -r file lines; do
    [ "$lines" -le 500 ] || excused "$file" file || say "$file: $lines lines, at most 500"
done <<<"$sizes"
while read -r file name lines; do
    [ "${lines:-0}" -le 80 ] || excused "$file" "$name" || say "$file: $name has $lines lines, at most 80"
done <<<"$functions"
file_median=$(awk '{ print $2 }' <<<"$sizes" | median)
function_median=$(awk '{ print $3 }' <<<"$functions" | median)
function_p95=$(awk '{ print $3 }' <<<"$functions" | p95)
[ "$file_median" -le 200 ] || say "file median $file_median lines, at most 200"
[ "$function_median" -le 12 ] || say "function median $function_median lines, at most 12"
[ "$function_p95" -le 45 ] || say "function p95 $function_p95 lines, at most 45"
awk -v c="$comments" 'BEGIN { exit !(c >= 6 && c <= 13) }' || say "comments are $comments % of lines, 6 to 13"
echo "budgets: $(wc -l <<<"$sizes") files, median $file_median lines; $(wc -l <<<"$functions") functions," \
    "median $function_median, p95 $function_p95 lines; comments $comments %"
exit $bad
