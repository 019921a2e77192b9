"use client";
import { useRotation } from "#components/rotation/use-rotation";
import { VersionsTable } from "#components/rotation/versions-table";
import type { KeyUsage } from "#lib/domain/key-spec";
import type { KeyDetails } from "#lib/wire/kms/key-details";

/** The Versions tab of a key that has more than one. */
export default function VersionsTab({ item }: { item: KeyDetails }) {
  const { data } = useRotation(item.key_id);
  return data ? <VersionsTable versions={data.key_materials} usage={item.key_usage as KeyUsage} /> : null;
}
