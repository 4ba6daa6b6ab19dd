package io.implatform.cli.planted.model;

import io.implatform.cli.planted.logic.UsesAnInterface;

public abstract class UsesARule implements UsesAnInterface {}
