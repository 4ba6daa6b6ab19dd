package io.implatform.cli.planted.memory;

import io.implatform.cli.planted.Top;

public interface UsesTheTop extends Top {}
