import { mount } from 'svelte';
import ConnectionPage from './ConnectionPage.svelte';

const app = document.querySelector('#app');
const { src, tokenUrl } = app.dataset;

mount(ConnectionPage, { target: app, props: { src, tokenUrl } });
