import type { ReactNode } from "react";
import { enterAccount } from "#lib/console/server/enter-page";
import { Shell } from "../shell";

/** The shell around the pages of the account: people, groups, policies and projects, outside any project. */
export default async function IdentityLayout({ children }: { children: ReactNode }) {
  return <Shell place={await enterAccount()}>{children}</Shell>;
}
