/** Words of the help for whoever looks after the people of an account (guide §1.3, §1.4). */

export const identityChapter = {
  number: "1.3",
  title: "Permissions Management",
  procedures: [
    {
      name: "Create a user",
      text: "Choose Create User, give the user a name and a first password. A new user may do nothing until a group says otherwise.",
      path: "/identity/users",
      link: "Users",
    },
    {
      name: "Let people use keys",
      text: "Create a group, attach a policy to it for one project or for all of them, and add the people as members. What they may do then stands in sentences on each person's page.",
      path: "/identity/groups",
      link: "Groups",
    },
    {
      name: "Say what may be done",
      text: "System policies cover administering and viewing keys, and looking after people. Create a policy of your own where that is too much or too little, for certain keys or conditions, and try what it allows before you attach it.",
      path: "/identity/policies",
      link: "Policies",
    },
    {
      name: "Part keys by projects",
      text: "Create a project for keys of their own. A disabled project keeps its keys, and nobody can use them until it is enabled again.",
      path: "/identity/projects",
      link: "Projects",
    },
  ],
} as const;
