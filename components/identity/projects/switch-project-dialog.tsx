"use client";
import { useRouter } from "next/navigation";
import ConfirmDialog from "#components/identity/confirm-dialog";
import type { ProjectRow } from "#components/identity/projects/project-row";
import { useToasts } from "#components/ui/toasts";
import { changeInAccount } from "#lib/console/server/actions/change-in-account";
import { projectWords } from "#lib/console/words/identity/project-words";

/** Disable Project, with what stops then, and Enable Project. */
export default function SwitchProjectDialog({ project, onClose }: { project: ProjectRow; onClose: () => void }) {
  const toasts = useToasts();
  const router = useRouter();
  const { id, name, enabled, key_count: keys } = project;
  return (
    <ConfirmDialog
      title={enabled ? projectWords.disableTitle : projectWords.enableTitle}
      name={name}
      lead={enabled ? projectWords.disableLead(name, keys ?? null) : projectWords.enableLead}
      friction={enabled ? { kind: "tick", sentence: projectWords.disableConsent, first: projectWords.disableFirst } : { kind: "press" }}
      isDestructive={enabled}
      run={() => changeInAccount("updateProject", { project_id: id, project: { enabled: !enabled } })}
      onDone={() => {
        toasts.success({ text: enabled ? projectWords.disabled : projectWords.enabled, link: { href: "/identity/projects", text: name } });
        // The switcher of projects is the server's.
        router.refresh();
      }}
      onClose={onClose}
    >
      {enabled ? (
        <ul className="stake-list">
          {projectWords.disableStakes.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      ) : null}
    </ConfirmDialog>
  );
}
