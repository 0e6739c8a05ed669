/** A project: a named collection of its owner's analyses. */
export interface Project {
  readonly id: string;
  /** Its owner: the subject of a token, who need not have a profile. */
  readonly userId: string;
  /** Unique among its owner's projects. */
  readonly name: string;
  readonly description: string | null;
  readonly createdAt: Date;
}

/** What a project is created from. */
export interface NewProject {
  /** The subject that will own it. */
  readonly userId: string;
  readonly name: string;
  readonly description?: string | undefined;
}

/** Who asks for a project. */
export interface ProjectReader {
  readonly subject: string;
  /** An admin reaches everybody's projects. */
  readonly isAdmin: boolean;
}
