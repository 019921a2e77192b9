import { CopyButton } from "#components/patterns/copy-button";
import { toHex } from "#lib/domain/hex";

/** 32 bytes as far as eyes compare them: beginning and end. The whole is below the pointer, and what is copied. @param what as in "Copy hash 3" */
export function Hash({ bytes, what }: { bytes: Uint8Array; what: string }) {
  const hex = toHex(bytes);
  return (
    <span className="proof-hash">
      <code data-tip={hex}>{`${hex.slice(0, 8)} ${hex.slice(8, 16)} … ${hex.slice(-8)}`}</code>
      <CopyButton text={hex} what={what} />
    </span>
  );
}
