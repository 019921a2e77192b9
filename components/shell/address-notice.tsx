"use client";
import { useSyncExternalStore } from "react";
import { Banner } from "#components/patterns/banner";
import { words } from "#lib/console/words/words";

const never = () => () => {};

/** Whether the page was opened at another address than the console's: then the browser would be refused whatever it sends. */
export function useIsElsewhere(address: string): boolean {
  return useSyncExternalStore(
    never,
    () => window.location.origin !== address,
    () => false,
  );
}

/** The sentence that names the right address, as a link. */
export function AddressSentence({ address }: { address: string }) {
  const { before, after } = words.wrongAddress;
  return (
    <Banner tone="danger" role="alert">
      {before}{" "}
      <a href={address} className="underline wrap-anywhere">
        {address}
      </a>
      {after}
    </Banner>
  );
}

/** Stands above the pages of a project when they were opened at another address. */
export function AddressNotice({ address }: { address: string }) {
  return useIsElsewhere(address) ? (
    <div className="section pt-4">
      <AddressSentence address={address} />
    </div>
  ) : null;
}
