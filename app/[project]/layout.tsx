import type { ReactNode } from "react";
import { enterPage } from "#lib/console/server/enter-page";
import { Shell } from "../shell";

type Props = { children: ReactNode; params: Promise<{ project: string }> };

/** The shell around every page of a project. */
export default async function ProjectLayout({ children, params }: Props) {
  return <Shell place={await enterPage((await params).project)}>{children}</Shell>;
}
