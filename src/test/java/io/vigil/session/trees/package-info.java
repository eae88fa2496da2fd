/**
 * Random trees of sessions against a model of what must come of them: what each call answers or throws, which actions followed
 * a commit, in which order, and which rows PostgreSQL has.
 * <p>
 * A tree is a list of {@link io.vigil.session.trees.Step steps}, played twice by {@link io.vigil.session.trees.Play}: in the
 * {@link io.vigil.session.trees.PostgresWorld real world} and in the {@link io.vigil.session.trees.ModelWorld model}, which
 * says the rules in plain Java and shares no line with the engine. The two protocols must be equal. Use {@code Trial} to play
 * one, {@code Forest} to grow them and {@code Pruning} to make one that fails small.
 */
package io.vigil.session.trees;
