package io.implatform.cli.planted.model;

import io.implatform.cli.planted.memory.UsesTheTop;

public abstract class UsesTheMemory implements UsesTheTop {}
