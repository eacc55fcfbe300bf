/**
 * The three minutes that a newcomer sees first: recorded programs and parked threads, on the product and on what they
 * have.
 */
package org.ccache.bench.demo;
