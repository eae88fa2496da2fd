/** Where the files of forms are while the form is read. Nobody uses it; it stands before every resource that takes a form. */
package io.vigil.web.forms;
