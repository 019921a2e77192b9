#!/bin/sh
# Sets up, then becomes the product, so that a signal to npm reaches it. A shell that waits in the foreground would not
# pass a signal on, so the set-up runs in the background. `--built`: everything is there, and may be read-only.
cd "$(dirname "$0")/.." || exit 1
trap '' HUP
if [ "$1" != --built ]; then
  node scripts/setup.mjs &
  setup=$!
  trap 'kill -TERM "$setup" 2>/dev/null; wait "$setup"; exit 143' TERM INT
  wait "$setup" || exit 1
  trap - TERM INT
fi

# The environment that a process began with can be read as long as it lives, so what is secret goes in by an open file instead.
exec 3<<END
KMS_ADMIN_PASSWORD=$KMS_ADMIN_PASSWORD
DATABASE_URL=$DATABASE_URL
KMS_DATABASE_OWNER_URL=$KMS_DATABASE_OWNER_URL
KMS_OIDC_CLIENT_SECRET=$KMS_OIDC_CLIENT_SECRET
KMS_PKCS11_INIT_ARGS=$KMS_PKCS11_INIT_ARGS
KMS_AUDIT_WEBHOOK_URL=$KMS_AUDIT_WEBHOOK_URL
END
unset KMS_ADMIN_PASSWORD DATABASE_URL KMS_DATABASE_OWNER_URL KMS_OIDC_CLIENT_SECRET KMS_PKCS11_INIT_ARGS KMS_AUDIT_WEBHOOK_URL
export KMS_SECRETS_DESCRIPTOR=3

# Root keeps what it needs to run the parts as users of their own, and to read the operator's files; no more.
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
  keep=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service
  setpriv --bounding-set "$keep" --no-new-privs true 2>/dev/null &&
    exec setpriv --bounding-set "$keep" --no-new-privs node dist/primary.js
fi
exec node dist/primary.js
