export {
  AUDIT_ACTIONS,
  type AuditAction,
  type AuditEntry,
  type AuditFilter,
  type AuditPosition,
  type NewAuditEntry,
} from './audit-entry';
export { AuditModule } from './audit.module';
export { AuditService, type AuditPage } from './audit.service';
