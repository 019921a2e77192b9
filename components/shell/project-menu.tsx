"use client";
import { Check, ChevronDown, MapPin } from "lucide-react";
import Link from "next/link";
import { useWorkplace } from "#components/shell/workplace";
import { Menu } from "#components/ui/menu";
import type { Project } from "#lib/console/project";
import { shellWords } from "#lib/console/words/shell-words";

/** Switches region or project: it is the first part of the path, so every list changes with it. */
export function ProjectMenu({ projects }: { projects: readonly Project[] }) {
  const { project } = useWorkplace();
  return (
    <Menu
      label={`${shellWords.project}: ${project.name}`}
      button={
        <span className="flex max-w-40 items-center gap-2 sm:max-w-64">
          <MapPin size={15} aria-hidden className="shrink-0" />
          <span className="truncate">{project.name}</span>
          <ChevronDown size={14} aria-hidden className="shrink-0" />
        </span>
      }
    >
      {projects.map((other) => (
        <Link
          key={other.id}
          href={`/${encodeURIComponent(other.name)}/keys`}
          prefetch={false}
          role="menuitemradio"
          aria-checked={other.id === project.id}
          className="menu-item"
          tabIndex={-1}
        >
          <span className="min-w-0 flex-1">
            <span className="block truncate">{other.name}</span>
            <span className="mono block truncate text-2xs text-muted">{other.id}</span>
          </span>
          {other.id === project.id ? <Check size={15} aria-hidden /> : null}
        </Link>
      ))}
    </Menu>
  );
}
