"use client";
import { useQuery } from "@tanstack/react-query";
import { KeyRound, Server } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useWorkplace } from "#components/shell/workplace";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { count } from "#lib/console/words/plural";
import { shellWords } from "#lib/console/words/shell-words";

const FRESH_MS = 60_000;

/** The rooms of the console; a room is listed once it works. */
const ENTRIES = [
  { path: "/keys", label: shellWords.keys, Icon: KeyRound },
  { path: "/system", label: shellWords.system, Icon: Server },
] as const;

/** @param isNarrow shows the icons only, each with its name beside it on hover */
export function NavEntries({ isNarrow = false, onGo }: { isNarrow?: boolean; onGo?: () => void }) {
  const { basePath } = useWorkplace();
  const pathname = usePathname();
  const keys = useKeyCount();
  return ENTRIES.map(({ path, label, Icon }) => (
    <Link
      key={path}
      href={basePath + path}
      prefetch={false}
      aria-current={pathname.startsWith(basePath + path) ? "page" : undefined}
      data-tip={isNarrow ? label : undefined}
      onClick={onGo}
    >
      <Icon className="i" aria-hidden />
      <span className={isNarrow ? "sr" : undefined}>{label}</span>
      {/* The list says it to everybody, with the quota. */}
      {path === "/keys" && keys !== null && !isNarrow ? (
        <span className="nav-count" aria-hidden>
          {count(keys)}
        </span>
      ) : null}
    </Link>
  ));
}

/** How many keys of the project count against its quota, or null while nobody knows. */
function useKeyCount(): number | null {
  const { project, mayDo } = useWorkplace();
  const { data } = useQuery({
    queryKey: keyQueries.quotas(project.id),
    queryFn: ({ signal }) => queryOperation("userQuotas", project.id, {}, signal),
    staleTime: FRESH_MS,
    enabled: mayDo.includes("userQuotas"),
  });
  return data?.quotas.resources.find(({ type }) => type === "CMK")?.used ?? null;
}
