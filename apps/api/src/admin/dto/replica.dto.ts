import { ApiProperty } from '@nestjs/swagger';
import type { ServerStatus } from '@strata/database';

/** One replica. */
class ReplicaDto {
  @ApiProperty({ example: 'replica-1' })
  server!: string;

  @ApiProperty({ enum: ['up', 'down', 'frozen', 'lagging'], example: 'up' })
  state!: string;

  @ApiProperty({ description: 'Whether it gets reads now.', example: true })
  available!: boolean;

  @ApiProperty({ description: 'Its weight among the replicas.', example: 1 })
  weight!: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Age of the oldest change that it does not show, ms; null when not known.',
    example: 12,
  })
  lag_ms!: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Log that it has not replayed; null when not known.',
    example: 4096,
  })
  lag_bytes!: number | null;

  @ApiProperty({
    description: 'Part of all connections lent since start that were to it, 0 to 1.',
    example: 0.4,
  })
  share_of_checkouts!: number;
}

export class DatabaseReplicasDto {
  @ApiProperty({ type: [ReplicaDto] })
  replicas!: ReplicaDto[];
}

/** undefined for the primary. @param lent connections lent since start, by all servers. */
export function toReplicaDto(status: ServerStatus, lent: number): ReplicaDto | undefined {
  const { server, available, replica, totalCheckouts } = status;
  if (replica === undefined) return undefined;
  return {
    server,
    available,
    state: replica.state,
    weight: replica.weight,
    lag_ms: replica.lagMs ?? null,
    lag_bytes: replica.lagBytes ?? null,
    share_of_checkouts: lent === 0 ? 0 : totalCheckouts / lent,
  };
}
