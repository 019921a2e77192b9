/** Limits of data keys and random numbers (api-reference §2.2 and §2.3). */

/** Bits of a data key or random number that can be asked for: whole bytes within these bounds. */
export const RANDOM_MIN_BITS = 8;
export const RANDOM_MAX_BITS = 8192;

/** Bytes of a data key that can be wrapped. */
export const DATA_KEY_MAX_BYTES = 1024;

/** Bytes of the SHA-256 that follows a data key which its owner gives to be encrypted. */
export const DATA_KEY_DIGEST_BYTES = 32;

/** Bits of the data keys that have a name. */
export const DATA_KEY_SPECS = { AES_256: 256, AES_128: 128 } as const;
export type DataKeySpec = keyof typeof DATA_KEY_SPECS;
export const DATA_KEY_SPEC_NAMES = Object.keys(DATA_KEY_SPECS) as [DataKeySpec, ...DataKeySpec[]];
export const DATA_KEY_DEFAULT_BITS = 256;
