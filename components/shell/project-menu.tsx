"use client";
import { ChevronsUpDown } from "lucide-react";
import { usePlace } from "#components/shell/workplace";
import { MenuButton } from "#components/ui/menu";
import type { Project } from "#lib/console/project";
import { shellWords } from "#lib/console/words/shell-words";

/** Switches region or project: it is the first part of the path, so every list changes with it. */
export function ProjectMenu({ projects }: { projects: readonly Project[] }) {
  const { project } = usePlace();
  if (!project && projects.length === 0) return <span className="top-btn is-place muted">{shellWords.noProject}</span>;
  const current = project?.name ?? shellWords.noProject;
  return (
    <MenuButton
      className="top-btn is-place"
      label={`${shellWords.project}: ${current}`}
      menuLabel={shellWords.project}
      entries={() =>
        projects.map(({ id, name }) => ({
          kind: "choice",
          of: "one",
          id,
          label: name,
          detail: id,
          isChosen: id === project?.id,
          href: `/${encodeURIComponent(name)}/keys`,
          onSelect: () => {},
        }))
      }
    >
      <span className="cut max-w-40 sm:max-w-64">{current}</span>
      <ChevronsUpDown className="i i-s" aria-hidden />
    </MenuButton>
  );
}
