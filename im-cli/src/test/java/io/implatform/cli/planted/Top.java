package io.implatform.cli.planted;

/** Stands for the top package of the core. */
public interface Top {}
