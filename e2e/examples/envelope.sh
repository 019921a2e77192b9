#!/usr/bin/env bash
# Envelope encryption of a file of any size with a data key of the KMS, by curl and openssl alone. The KMS never sees the file.
#
#   bash envelope.sh encrypt FILE ENCRYPTED
#   bash envelope.sh decrypt ENCRYPTED FILE
#
# Environment: KMS_URL (such as https://kms.example:8000), KMS_PROJECT (project ID), KMS_KEY (key ID), KMS_TOKEN.
# The encrypted file: a line with the encrypted data key, a line with an HMAC-SHA-256 of that line and of all that follows, and the
# file under AES-256-CTR as `openssl enc` writes it. `openssl enc` has no authenticated mode, hence the HMAC, which is checked first.
# No token and no key is ever on a command line, where every user of the machine could read it.
set -euo pipefail
umask 077

usage() {
  echo "usage: KMS_URL=… KMS_PROJECT=… KMS_KEY=… KMS_TOKEN=… bash envelope.sh encrypt|decrypt SOURCE TARGET" >&2
  exit 2
}
fail() {
  echo "envelope: $*" >&2
  exit 1
}

# call VERB MEMBERS: prints the reply. MEMBERS are further members of the JSON body.
call() {
  curl --silent --show-error --header @<(printf 'X-Auth-Token: %s\nContent-Type: application/json\n' "$KMS_TOKEN") \
    --data "{\"key_id\":\"$KMS_KEY\",$2}" "$KMS_URL/v1.0/$KMS_PROJECT/kms/$1"
}

# member NAME REPLY: a member of the reply that holds hexadecimal digits.
member() {
  sed -n "s/.*\"$1\" *: *\"\([0-9A-Fa-f]*\)\".*/\1/p" <<<"$2"
}

# HMAC-SHA-256 (RFC 2104) of standard input under $mac_key, from two hashes: `openssl dgst` takes its key from the command line only.
pad() {
  local index byte out="" key="$mac_key$(printf '0%.0s' {1..64})"
  for ((index = 0; index < 64; index++)); do
    printf -v byte '\\x%02x' $((0x${key:2*index:2} ^ $1))
    out+=$byte
  done
  printf "$out"
}
hmac() {
  { pad 0x36; cat; } | openssl dgst -sha256 -binary | { pad 0x5c; cat; } | openssl dgst -sha256 -r | cut -d' ' -f1
}

# cipher OPTION: standard input to standard output. The key has 256 random bits, so one iteration derives from it safely.
cipher() {
  openssl enc "$1" -aes-256-ctr -pbkdf2 -iter 1 -pass fd:3 3< <(printf '%s' "$file_key")
}

# Halves of a data key of 512 bits: one encrypts, one authenticates.
split() {
  [[ $1 =~ ^[0-9A-Fa-f]{128}$ ]] || fail "the KMS refused: $2"
  file_key=${1:0:64} mac_key=${1:64}
}

encrypt() {
  local reply sealed
  reply=$(call create-datakey '"datakey_length":"512"')
  split "$(member plain_text "$reply")" "$reply"
  sealed=$(member cipher_text "$reply")
  cipher -e <"$source" >"$part.body"
  { echo "$sealed"; { echo "$sealed"; cat "$part.body"; } | hmac; cat "$part.body"; } >"$part"
}

decrypt() {
  local sealed mac reply start
  { IFS= read -r sealed && IFS= read -r mac; } <"$source" || fail "$source is not a file that was encrypted here."
  [[ $sealed =~ ^[0-9A-Fa-f]+$ && $mac =~ ^[0-9a-f]{64}$ ]] || fail "$source is not a file that was encrypted here."
  reply=$(call decrypt-datakey "\"cipher_text\":\"$sealed\",\"datakey_cipher_length\":\"64\"")
  split "$(member data_key "$reply")" "$reply"
  start=$((${#sealed} + ${#mac} + 3))
  [[ $({ echo "$sealed"; tail -c "+$start" "$source"; } | hmac) == "$mac" ]] || fail "$source has been altered."
  tail -c "+$start" "$source" | cipher -d >"$part"
}

[[ $# == 3 && ($1 == encrypt || $1 == decrypt) && -n ${KMS_URL-} && -n ${KMS_PROJECT-} && -n ${KMS_KEY-} && -n ${KMS_TOKEN-} ]] || usage
source=$2 target=$3 part=$3.part
trap 'rm -f "$part" "$part.body"' EXIT
"$1"
mv "$part" "$target"
