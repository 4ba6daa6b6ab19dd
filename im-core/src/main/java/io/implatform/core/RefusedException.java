package io.implatform.core;

import io.implatform.core.model.Refusal;

/** A request was refused, where its result has no room for a refusal. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal.code() + ": " + refusal.words());
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
