"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Banner } from "#components/patterns/banner";
import { useRotation } from "#components/rotation/use-rotation";
import { useWorkplace } from "#components/shell/workplace";
import { asFailure } from "#lib/console/browser/as-failure";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { rotationWords } from "#lib/console/words/rotation-words";
import type { KeyUsage } from "#lib/domain/key-spec";
import type { KeyDetails } from "#lib/wire/kms/key-details";

/** The note that links a key with the one that took its place, on both of them. */
export function ReplacementNotice({ item }: { item: KeyDetails }) {
  const { data } = useRotation(item.key_id);
  if (!data || (data.replaced_by === "" && data.replaces.length === 0)) return null;
  return (
    <div className="panel-notes">
      <Banner>
        {data.replaced_by ? (
          <p>
            {rotationWords.replacedBy} <KeyLink keyId={data.replaced_by} />. {rotationWords.replacedHint(item.key_usage as KeyUsage)}
          </p>
        ) : null}
        {data.replaces.length > 0 ? (
          <p>
            {rotationWords.replaces}{" "}
            {data.replaces.map((id, place) => (
              <span key={id}>
                {place > 0 ? ", " : ""}
                <KeyLink keyId={id} />
              </span>
            ))}
            .
          </p>
        ) : null}
      </Banner>
    </div>
  );
}

/** By its alias; a key that is gone by now still has a page, which says so. */
function KeyLink({ keyId }: { keyId: string }) {
  const { project, basePath } = useWorkplace();
  const { data, error } = useQuery({
    queryKey: keyQueries.details(project.id, keyId),
    queryFn: async ({ signal }) => (await queryOperation("describeKey", project.id, { key_id: keyId }, signal)).key_info,
  });
  return (
    <>
      <Link href={`${basePath}/keys/${keyId}`} prefetch={false} className="strong wrap-anywhere">
        {data?.key_alias ?? keyId}
      </Link>
      {error && asFailure(error).status === 404 ? ` ${rotationWords.deletedMeanwhile}` : ""}
    </>
  );
}
