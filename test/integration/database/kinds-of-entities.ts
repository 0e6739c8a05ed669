import {
  AfterLoad,
  ChildEntity,
  Column,
  DeleteDateColumn,
  Entity,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  RelationId,
  TableInheritance,
  type Relation,
} from 'typeorm';

class Address {
  @Column('text', { name: 'street' })
  street!: string;
}

/** Columns of every kind, and nothing else. */
@Entity({ schema: 'kinds', name: 'plain' })
export class Plain {
  @PrimaryColumn('integer')
  id!: number;

  @Column('text', { name: 'some_text' })
  text!: string;

  @Column('boolean')
  flag!: boolean;

  @Column('timestamptz', { nullable: true })
  at!: Date | null;

  @Column('simple-array')
  list!: string[];

  @Column('text', { select: false })
  hidden!: string;

  @Column('text', { transformer: { to: (value: string) => `<${value}>`, from: unwrapped } })
  wrapped!: string;

  @Column(() => Address)
  address!: Address;

  @DeleteDateColumn({ type: 'timestamptz' })
  deletedAt!: Date | null;
}

function unwrapped(value: string): string {
  return value.slice(1, -1);
}

@Entity({ schema: 'kinds', name: 'plain' })
export class HiddenKey {
  @PrimaryColumn('integer', { select: false })
  id!: number;

  @Column('text', { name: 'some_text' })
  text!: string;
}

@Entity({ schema: 'kinds', name: 'owner' })
export class Owner {
  @PrimaryColumn('integer')
  id!: number;

  @Column('text', { nullable: true })
  name!: string | null;

  @OneToMany('Eager', 'owner', { eager: true })
  eager!: Relation<Eager>[];
}

@Entity({ schema: 'kinds', name: 'owned' })
export class Eager {
  @PrimaryColumn('integer')
  id!: number;

  @ManyToOne(() => Owner, (owner) => owner.eager)
  owner!: Relation<Owner>;
}

@Entity({ schema: 'kinds', name: 'owned' })
export class Lazy {
  @PrimaryColumn('integer')
  id!: number;

  @ManyToOne(() => Owner, { lazy: true })
  owner!: Promise<Owner>;
}

@Entity({ schema: 'kinds', name: 'owned' })
export class WithRelationId {
  @PrimaryColumn('integer')
  id!: number;

  @ManyToOne(() => Owner)
  owner!: Relation<Owner>;

  @RelationId((self: WithRelationId) => self.owner)
  ownerId!: number;
}

@Entity({ schema: 'kinds', name: 'owned' })
export class Listening {
  @PrimaryColumn('integer')
  id!: number;

  loaded = false;

  @AfterLoad()
  load(): void {
    this.loaded = true;
  }
}

@Entity({ schema: 'kinds', name: 'animal' })
@TableInheritance({ column: { type: 'text', name: 'kind' } })
export class Animal {
  @PrimaryColumn('integer')
  id!: number;
}

@ChildEntity('cat')
export class Cat extends Animal {
  @Column('integer')
  lives!: number;
}

export const KINDS = [Plain, HiddenKey, Owner, Eager, Lazy, WithRelationId, Listening, Animal, Cat];

/** Tables of the entities, and a few rows. */
export const KINDS_SQL = `
  DROP SCHEMA IF EXISTS kinds CASCADE;
  CREATE SCHEMA kinds;
  CREATE TABLE kinds.plain (id int PRIMARY KEY, some_text text, flag boolean, at timestamptz, list text,
    hidden text, wrapped text, "addressStreet" text, "deletedAt" timestamptz);
  INSERT INTO kinds.plain VALUES
    (1, 'one', true, '2024-02-29 12:00:00.123456+00', 'a,b', 'h', '<w>', 'Main', NULL),
    (2, 'two', false, NULL, '', 'h', '<w>', 'Side', NULL),
    (3, 'two', true, NULL, 'c', 'h', '<v>', 'Main', NULL),
    (4, 'gone', true, NULL, 'c', 'h', '<g>', 'Main', now());
  CREATE TABLE kinds.owner (id int PRIMARY KEY, name text);
  INSERT INTO kinds.owner VALUES (2, 'same'), (1, 'same');
  CREATE TABLE kinds.owned (id int PRIMARY KEY, "ownerId" int REFERENCES kinds.owner);
  INSERT INTO kinds.owned VALUES (1, 2), (2, 2), (3, NULL);
  CREATE TABLE kinds.animal (id int PRIMARY KEY, kind text, lives int);
  INSERT INTO kinds.animal VALUES (1, 'cat', 9), (2, 'Animal', NULL)`;
