#!/bin/sh
# Sets up, then becomes the product, so that a signal to npm reaches it. A shell that waits in the foreground would not
# pass a signal on, so the set-up runs in the background.
cd "$(dirname "$0")/.." || exit 1
node scripts/setup.mjs &
setup=$!
trap 'kill -TERM "$setup" 2>/dev/null; wait "$setup"; exit 143' TERM INT HUP
wait "$setup" || exit 1
trap - TERM INT HUP
exec node dist/primary.js
