/** Classes that break one rule of the architecture each: the tests of the rules look for them. */
package io.implatform.cli.planted;
