"use client";
import { useRouter } from "next/navigation";
import ConfirmDialog from "#components/identity/confirm-dialog";
import EditUserDialog from "#components/identity/users/edit-user-dialog";
import ResetPasswordDialog from "#components/identity/users/reset-password-dialog";
import type { User, UserChange } from "#components/identity/users/user";
import { useToasts } from "#components/ui/toasts";
import { changeInAccount } from "#lib/console/server/actions/change-in-account";
import { userPageWords } from "#lib/console/words/identity/user-words";

/** The dialog of what is to be done with a user. */
export default function UserDialogs({ user, change, onClose }: { user: User; change: UserChange; onClose: () => void }) {
  const toasts = useToasts();
  const router = useRouter();
  if (change === "edit") return <EditUserDialog user={user} onClose={onClose} />;
  if (change === "reset") return <ResetPasswordDialog user={user} onClose={onClose} />;
  const link = { href: `/identity/users/${user.id}`, text: user.name };
  if (change === "delete") {
    return (
      <ConfirmDialog
        title={userPageWords.deleteTitle}
        name={user.name}
        lead={userPageWords.deleteLead}
        friction={{ kind: "name" }}
        run={() => changeInAccount("deleteUser", { user_id: user.id })}
        onDone={() => {
          toasts.success({ text: `${userPageWords.deleted}: ${user.name}` });
          router.push("/identity/users");
        }}
        onClose={onClose}
      >
        <p>{userPageWords.deleteStake}</p>
        <p className="muted">{userPageWords.deletedNote}</p>
      </ConfirmDialog>
    );
  }
  const isEnabling = change === "enable";
  return (
    <ConfirmDialog
      title={isEnabling ? userPageWords.enableTitle : userPageWords.disableTitle}
      name={user.name}
      lead={isEnabling ? userPageWords.enableLead : userPageWords.disableLead}
      isDestructive={!isEnabling}
      run={() => changeInAccount("updateUser", { user_id: user.id, user: { enabled: isEnabling } })}
      onDone={() => toasts.success({ text: isEnabling ? userPageWords.enabled : userPageWords.disabled, link })}
      onClose={onClose}
    />
  );
}
