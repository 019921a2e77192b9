"use client";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { type ComponentType, type KeyboardEvent, type MouseEvent, useRef } from "react";
import { useBelongings } from "#components/keys/details/use-belongings";
import { Tool } from "#components/keys/tool/tool";
import { useTitle } from "#components/patterns/use-title";
import { useWorkplace } from "#components/shell/workplace";
import { detailsWords } from "#lib/console/words/details-words";
import { grantWords } from "#lib/console/words/grant-words";
import { keyUseWords } from "#lib/console/words/key-use-words";
import { rotationWords } from "#lib/console/words/rotation-words";
import { tagWords } from "#lib/console/words/tag-words";
import { traceWords } from "#lib/console/words/traces/trace-words";
import type { KeyDetails } from "#lib/wire/kms/key-details";

// Fetched when they are first opened: most people come for the Tool.
const TagsTab = dynamic(() => import("#components/tags/tags-tab"));
const RotationPanel = dynamic(() => import("#components/rotation/rotation-panel"));
const GrantsTab = dynamic(() => import("#components/grants/grants-tab"));
const UseTab = dynamic(() => import("#components/key-use/use-tab"));
const AuditTab = dynamic(() => import("#components/traces/audit-tab"));
const VersionsTab = dynamic(() => import("#components/rotation/versions-tab"));

type TabRow = {
  /** `tab` in the URL. */
  readonly id: string;
  readonly label: string;
  readonly Panel: ComponentType<{ item: KeyDetails }>;
  /** Has room for the number from the start: a tab must not move away from under who presses it when the numbers come. */
  readonly isCounted?: boolean;
  /** Only where there is more than one of what it shows. */
  readonly isOfSeveral?: boolean;
  /** Only for whoever may read the audit traces. */
  readonly isForReaders?: boolean;
};

/** The tabs of a key, in order. One row a tab; the first is shown where the URL names none. */
const TABS = [
  { id: "tool", label: detailsWords.tool, Panel: Tool },
  { id: "tags", label: tagWords.tab, Panel: TagsTab, isCounted: true },
  { id: "rotation", label: rotationWords.tab, Panel: RotationPanel },
  { id: "grants", label: grantWords.tab, Panel: GrantsTab, isCounted: true },
  { id: "use", label: keyUseWords.tab, Panel: UseTab },
  { id: "audit", label: traceWords.tab, Panel: AuditTab, isForReaders: true },
  { id: "versions", label: rotationWords.versions, Panel: VersionsTab, isCounted: true, isOfSeveral: true },
] as const satisfies readonly [TabRow, ...TabRow[]];

/**
 * The tabs of a key, each with its URL. Only the chosen panel is mounted, so that what was entered in one is gone when it is left.
 * Arrow keys move between the tabs.
 */
export function KeyTabs({ item }: { item: KeyDetails }) {
  const { basePath, mayDo } = useWorkplace();
  const asked = useSearchParams().get("tab");
  const list = useRef<HTMLDivElement>(null);
  const counts = useBelongings(item);
  const tabs: readonly TabRow[] = TABS.filter(
    (row: TabRow) => (!row.isOfSeveral || (counts[row.id] ?? 0) > 1) && (!row.isForReaders || mayDo.includes("listTraces")),
  );
  const chosen: TabRow = tabs.find(({ id }) => id === asked) ?? TABS[0];
  useTitle(item.key_alias, chosen.label);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const tabs = [...(list.current?.querySelectorAll<HTMLElement>('[role="tab"]') ?? [])];
    const at = tabs.indexOf(document.activeElement as HTMLElement);
    tabs[(at + step + tabs.length) % tabs.length]?.focus();
  };
  return (
    <>
      <div ref={list} role="tablist" aria-label={detailsWords.tabs} onKeyDown={move} className="tabs">
        {tabs.map(({ id, label, isCounted }) => (
          <Link
            key={id}
            role="tab"
            id={`tab-${id}`}
            aria-selected={id === chosen.id}
            aria-controls={id === chosen.id ? `panel-${id}` : undefined}
            tabIndex={id === chosen.id ? 0 : -1}
            href={`${basePath}/keys/${item.key_id}?tab=${id}`}
            prefetch={false}
            onClick={show}
          >
            {label} {isCounted ? <small>{counts[id]}</small> : null}
          </Link>
        ))}
      </div>
      <div role="tabpanel" id={`panel-${chosen.id}`} aria-labelledby={`tab-${chosen.id}`}>
        <chosen.Panel item={item} />
      </div>
    </>
  );
}

/** The page has all it needs: a plain click changes the URL and asks the server for nothing. */
function show(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  window.history.pushState(null, "", event.currentTarget.href);
}
