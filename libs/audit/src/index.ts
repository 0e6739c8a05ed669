export {
  AUDIT_ACTIONS,
  type AuditAction,
  type AuditEntry,
  type AuditFilter,
  type NewAuditEntry,
} from './audit-entry';
export { AuditModule } from './audit.module';
export { AuditService } from './audit.service';
