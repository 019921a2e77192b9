import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Gallery } from "#components/gallery/gallery";
import { isGalleryShown } from "#lib/console/server/settings";

export const metadata: Metadata = { title: "Parts" };

type Props = { searchParams: Promise<{ part?: string; state?: string }> };

/** Every part of the console in every state, for whoever builds it; not there unless it is asked for (`KMS_DEV_GALLERY=1`). */
export default async function GalleryPage({ searchParams }: Props) {
  if (!isGalleryShown()) notFound();
  const { part, state } = await searchParams;
  return <Gallery part={part} state={state} />;
}
