"use client";
import { useQuery } from "@tanstack/react-query";
import { KeyRound, Layers, LayoutList, type LucideIcon, Scroll, ScrollText, Server, User, Users } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useAttentionCount } from "#components/shell/use-attention-count";
import { usePlace } from "#components/shell/workplace";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { count } from "#lib/console/words/plural";
import { shellWords } from "#lib/console/words/shell-words";

const FRESH_MS = 60_000;

type Entry = { readonly path: string; readonly label: string; readonly Icon: LucideIcon };

/** The rooms of the console; a room is listed once it works, and for whoever may enter it. */
const OVERVIEW: Entry = { path: "/overview", label: shellWords.overview, Icon: LayoutList };
const KEYS: Entry = { path: "/keys", label: shellWords.keys, Icon: KeyRound };
const TRACES: Entry = { path: "/traces", label: shellWords.traces, Icon: Scroll };
const SYSTEM: Entry = { path: "/system", label: shellWords.system, Icon: Server };
const IDENTITY: readonly Entry[] = [
  { path: "/identity/users", label: shellWords.users, Icon: User },
  { path: "/identity/groups", label: shellWords.groups, Icon: Users },
  { path: "/identity/policies", label: shellWords.policies, Icon: ScrollText },
  { path: "/identity/projects", label: shellWords.projects, Icon: Layers },
];

/** @param isNarrow shows the icons only, each with its name beside it on hover */
export function NavEntries({ isNarrow = false, onGo }: { isNarrow?: boolean; onGo?: () => void }) {
  const { project, mayDo, mayDoInAccount, basePath } = usePlace();
  const mayManage = mayDoInAccount.includes("listUsers");
  const keys = useKeyCount();
  const attention = useAttentionCount();
  const look = { isNarrow, onGo };
  return (
    <>
      {project && mayDo.includes("describeOverview") ? (
        <NavEntry {...look} {...OVERVIEW} path={basePath + OVERVIEW.path} count={attention} />
      ) : null}
      {project && (mayDo.includes("searchKeys") || !mayManage) ? (
        <NavEntry {...look} {...KEYS} path={basePath + KEYS.path} count={keys} />
      ) : null}
      {project && (mayDo.includes("listTraces") || mayDoInAccount.includes("listTraces")) ? (
        <NavEntry {...look} {...TRACES} path={basePath + TRACES.path} />
      ) : null}
      {mayManage ? (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
        <div role="group" aria-label={shellWords.identity}>
          {isNarrow ? (
            <div className="nav-space" />
          ) : (
            <p className="nav-group" aria-hidden>
              {shellWords.identity}
            </p>
          )}
          {IDENTITY.map((entry) => (
            <NavEntry key={entry.path} {...look} {...entry} />
          ))}
          <div className="nav-space" />
        </div>
      ) : null}
      {project && mayDo.includes("describeSystem") ? <NavEntry {...look} {...SYSTEM} path={basePath + SYSTEM.path} /> : null}
    </>
  );
}

type EntryProps = Entry & { isNarrow: boolean; onGo: (() => void) | undefined; count?: number | null };

function NavEntry({ path, label, Icon, isNarrow, onGo, count: number = null }: EntryProps) {
  const pathname = usePathname();
  return (
    <Link
      href={path}
      prefetch={false}
      aria-current={pathname === path || pathname.startsWith(`${path}/`) ? "page" : undefined}
      data-tip={isNarrow ? label : undefined}
      onClick={onGo}
    >
      <Icon className="i" aria-hidden />
      <span className={isNarrow ? "sr" : undefined}>{label}</span>
      {/* The page itself says it to everybody. */}
      {number !== null && !isNarrow ? (
        <span className="nav-count" aria-hidden>
          {count(number)}
        </span>
      ) : null}
    </Link>
  );
}

/** How many keys of the project count against its quota, or null while nobody knows. */
function useKeyCount(): number | null {
  const { project, mayDo } = usePlace();
  const { data } = useQuery({
    queryKey: keyQueries.quotas(project?.id ?? ""),
    queryFn: ({ signal }) => queryOperation("userQuotas", project?.id ?? "", {}, signal),
    staleTime: FRESH_MS,
    enabled: project !== null && mayDo.includes("userQuotas"),
  });
  return data?.quotas.resources.find(({ type }) => type === "CMK")?.used ?? null;
}
