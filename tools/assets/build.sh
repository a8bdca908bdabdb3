#!/bin/sh
# Rebuilds the vendored style sheets. Needs Node.js with npm; installing or running jisr does not.
#   tools/assets/build.sh          writes them anew
#   tools/assets/build.sh --check  fails if they differ from what the sources give
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
vendor=$here/../../src/jisr/web/static/jisr/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$here/package.json" "$here/package-lock.json" "$here/look.scss" "$work/"
(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --silent)

version=$(node -p "require('$work/node_modules/govuk-frontend/package.json').version")
name=govuk-frontend-$version
out=$work/out
mkdir "$out"
"$work/node_modules/.bin/sass" --quiet --no-source-map --style=compressed \
    --load-path="$work/node_modules" "$work/look.scss" "$out/$name.ltr.min.css"
"$work/node_modules/.bin/rtlcss" --silent "$out/$name.ltr.min.css" "$out/$name.rtl.min.css"

# The typeface and the crown are not ours to show, and nothing may be fetched from elsewhere.
if grep -E -i 'GDS Transport|url\(|@import|crown|crest' "$out"/*.css; then
    echo "the style sheets still hold something that is not ours" >&2
    exit 1
fi
printf '%s\n' "$version" > "$out/VERSION"
(cd "$out" && sha256sum "$name.ltr.min.css" "$name.rtl.min.css" > "$name.sha256")

if [ "${1:-}" = --check ]; then
    for file in "$out"/*; do cmp "$file" "$vendor/$(basename "$file")"; done
    echo "the vendored files are what their sources give"
    exit 0
fi
rm -f "$vendor"/govuk-frontend-*
cp "$out"/* "$vendor/"
for file in "$out"/*.css; do
    printf '%s: %s bytes, %s gzipped\n' "$(basename "$file")" "$(wc -c < "$file")" "$(gzip -9c "$file" | wc -c)"
done
