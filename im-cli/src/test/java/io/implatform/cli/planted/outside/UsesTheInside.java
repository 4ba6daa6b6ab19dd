package io.implatform.cli.planted.outside;

import io.implatform.cli.planted.internal.UsesTheTop;

public abstract class UsesTheInside implements UsesTheTop {}
