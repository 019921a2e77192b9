"use client";
import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import { useWorkplace } from "#components/shell/workplace";
import { detailsWords } from "#lib/console/words/details-words";
import { listWords } from "#lib/console/words/list-words";

/** The way back to the list. */
export function BackToKeys() {
  const { basePath } = useWorkplace();
  return (
    <nav className="crumb" aria-label={detailsWords.breadcrumb}>
      <Link href={`${basePath}/keys`} prefetch={false}>
        <ChevronLeft className="i i-s" aria-hidden />
        {listWords.title}
      </Link>
    </nav>
  );
}
