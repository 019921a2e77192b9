"use client";
import { ChevronsUpDown } from "lucide-react";
import { usePlace } from "#components/shell/workplace";
import { MenuButton } from "#components/ui/menu";
import type { MenuEntry } from "#components/ui/menu-entry";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import type { Project } from "#lib/console/project";
import { disabledProjectWords } from "#lib/console/words/identity/project-words";
import { shellWords } from "#lib/console/words/shell-words";

/** Switches region or project: it is the first part of the path, so every list changes with it. */
export function ProjectMenu({ projects }: { projects: readonly Project[] }) {
  const { project, userId, isFederated } = usePlace();
  if (!project && projects.length === 0) return <span className="top-btn is-place muted">{shellWords.noProject}</span>;
  const toEntry = ({ id, name }: Project, detail: string): MenuEntry => ({
    kind: "choice",
    of: "one",
    id,
    label: name,
    detail,
    isChosen: id === project?.id,
    href: `/${encodeURIComponent(name)}/keys`,
    onSelect: () => {},
  });
  /** Those that could be entered if they were not disabled; the menu is of use without them too. */
  const listDisabled = async (): Promise<readonly Project[]> => {
    // It is asked of a user, and they have none.
    if (isFederated) return [];
    const reply = await queryOperation("listProjectsOfUser", null, { user_id: userId, enabled: false }).catch(() => null);
    return reply?.projects ?? [];
  };
  const current = project?.name ?? shellWords.noProject;
  return (
    <MenuButton
      className="top-btn is-place"
      label={`${shellWords.project}: ${current}`}
      menuLabel={shellWords.project}
      entries={async () => [
        ...projects.map((one) => toEntry(one, one.id)),
        ...(await listDisabled()).map((one) => toEntry(one, disabledProjectWords.entry(one.id))),
      ]}
    >
      <span className="cut max-w-40 sm:max-w-64">{current}</span>
      <ChevronsUpDown className="i i-s" aria-hidden />
    </MenuButton>
  );
}
