package io.implatform.core.spi;

import io.implatform.core.model.AuditEntry;

/**
 * An entry of the audit log. Immutable.
 *
 * @param seq its number: 1, 2, 3, … with no gap
 */
public record AuditRecord(long seq, AuditEntry entry) {}
