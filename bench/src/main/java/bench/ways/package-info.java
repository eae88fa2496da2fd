/**
 * The ways to a transaction that are compared: the application's annotated door, {@code @Transactional}, the bare transaction
 * manager, the driver alone, and three ways to a read that needs no transaction.
 */
package bench.ways;
