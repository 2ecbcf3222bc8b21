import { createApp } from 'vue';
import ConnectionPage from './ConnectionPage.vue';

const { src, tokenUrl } = document.querySelector('#app').dataset;

createApp(ConnectionPage, { src, tokenUrl }).mount('#app');
