"use client";
import { useQuery } from "@tanstack/react-query";
import { LastUse } from "#components/key-use/last-use";
import { Fact } from "#components/patterns/facts";
import { useWorkplace } from "#components/shell/workplace";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { shortDate } from "#lib/console/words/dates";
import { keyUseWords } from "#lib/console/words/key-use-words";

const REFRESH_MS = 5_000;

/** When the key was used last, exact to the call; nothing for whoever may not know. */
export function LastUseFact({ keyId }: { keyId: string }) {
  const { project, mayDo } = useWorkplace();
  const { data } = useQuery({
    queryKey: keyQueries.lastUse(project.id, keyId),
    queryFn: ({ signal }) => queryOperation("getKeyLastUsage", project.id, { key_id: keyId }, signal),
    enabled: mayDo.includes("getKeyLastUsage"),
    refetchInterval: REFRESH_MS,
  });
  if (!mayDo.includes("getKeyLastUsage")) return null;
  return (
    <Fact label={keyUseWords.lastUsed}>
      {data ? (
        <LastUse
          time={data.last_usage_time}
          operation={data.operation}
          caller={data.user_name || data.user_id}
          isFocusable
          neverTip={keyUseWords.neverSince(shortDate(new Date(Number(data.tracking_start_time))))}
        />
      ) : (
        <span className="bone bone-120" aria-hidden />
      )}
    </Fact>
  );
}
