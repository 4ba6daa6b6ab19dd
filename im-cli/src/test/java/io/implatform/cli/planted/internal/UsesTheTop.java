package io.implatform.cli.planted.internal;

import io.implatform.cli.planted.Top;

public interface UsesTheTop extends Top {}
