"use client";
import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import { useWorkplace } from "#components/shell/workplace";
import { detailsWords } from "#lib/console/words/details-words";

export function BackToKeys() {
  const { basePath } = useWorkplace();
  return (
    <Link href={`${basePath}/keys`} prefetch={false} className="inline-flex items-center gap-1 text-sm no-underline hover:underline">
      <ChevronLeft size={14} aria-hidden />
      {detailsWords.back}
    </Link>
  );
}
